// One pane at a time, chosen by the buttons above it.

// `onOpen(name)` is told whenever a pane opens, also the first one. Returns what opens one by name.
export function tabs(onOpen = () => {}) {
  const all = [...document.querySelectorAll("[role=tab]")];
  const open = (chosen) => {
    for (const tab of all) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
    onOpen(chosen.getAttribute("aria-controls"));
  };
  for (const tab of all) tab.addEventListener("click", () => open(tab));
  open(all[0]);
  return (name) => open(document.getElementById(`tab-${name}`));
}
