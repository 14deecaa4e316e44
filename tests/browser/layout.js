// What a page's layout breaks, as sentences: measured in the page itself, in one go.

({ isLonger, leastPx, mmPx }) => {
  const broken = [];
  const isOperator = document.body.classList.contains("operator");
  const wide = document.documentElement.clientWidth;
  const high = document.documentElement.clientHeight;
  const SLACK = 1.5;

  if (isLonger) lengthenWords();

  // Words only, not what was measured or read: forty per cent more letters, as a longer language has.
  function lengthenWords() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.longer === node.data || node.parentElement.closest("script, style, code, .number, .who > span, [data-live], [data-count]")) continue;
      node.data = node.data.replace(/\p{L}{3,}/gu, (word) => word + word.slice(-Math.ceil(word.length * 0.4)).toLowerCase());
      node.longer = node.data;
    }
  }

  function isShown(element) {
    const isForReadersOnly = element.clientWidth <= 2 && getComputedStyle(element).position === "absolute";
    return element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isForReadersOnly;
  }

  function nameOf(element) {
    const words = (element.getAttribute("aria-label") || element.textContent || element.name || "").trim().replace(/\s+/g, " ");
    const id = element.id ? `#${element.id}` : "";
    const kind = element.classList.length ? `.${[...element.classList].join(".")}` : "";
    return `${element.tagName.toLowerCase()}${id}${kind} "${words.slice(0, 40)}"`;
  }

  // What scrolls by itself may hold more than the screen: a list, a table. The panel as a whole may not.
  function scrollerOf(element) {
    for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (/auto|scroll/.test(overflowX + overflowY)) return at;
    }
    return null;
  }

  const controls = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]")].filter(isShown);
  const boxes = new Map(controls.map((element) => [element, element.getBoundingClientRect()]));

  // What a finger or a pointer hits: a label belongs to what it holds.
  function targetOf(element) {
    const box = boxes.get(element);
    const label = element.closest("label");
    if (!label || !element.matches("input[type=checkbox], input[type=radio]")) return box;
    return label.getBoundingClientRect();
  }

  if (document.documentElement.scrollWidth > wide + SLACK) broken.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  if (isOperator && document.documentElement.scrollHeight > high + SLACK) broken.push("the panel scrolls as a whole");

  for (const element of controls) {
    const box = boxes.get(element);
    const scroller = scrollerOf(element);
    if (box.left < -SLACK || (box.right > wide + SLACK && !scroller)) broken.push(`beside the screen: ${nameOf(element)}`);
    if (isOperator && !scroller && (box.top < -SLACK || box.bottom > high + SLACK)) broken.push(`off the screen: ${nameOf(element)}`);
    const target = targetOf(element);
    const isInSentence = element.matches("a:not(.button)") && getComputedStyle(element).display === "inline";
    if (isInSentence && !isOperator) continue;
    const least = element.matches("[data-primary], #confirm, #override") && isOperator ? 20 * mmPx : leastPx;
    if (target.height < least - SLACK || target.width < Math.min(least, 24 * 4) - SLACK)
      broken.push(`too small, ${Math.round(target.width)}x${Math.round(target.height)} px: ${nameOf(element)}`);
  }

  for (let i = 0; i < controls.length; i += 1) {
    for (let k = i + 1; k < controls.length; k += 1) {
      if (controls[i].contains(controls[k]) || controls[k].contains(controls[i])) continue;
      const first = boxes.get(controls[i]), second = boxes.get(controls[k]);
      const over = Math.min(first.right, second.right) - Math.max(first.left, second.left);
      const under = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
      if (over > 2 && under > 2 && scrollerOf(controls[i]) === scrollerOf(controls[k]))
        broken.push(`one over the other: ${nameOf(controls[i])} and ${nameOf(controls[k])}`);
    }
  }

  for (const element of document.querySelectorAll("body *")) {
    const hasWords = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
    if (!hasWords || !isShown(element) || element.closest("svg, select, option, textarea, script")) continue;
    const style = getComputedStyle(element);
    // What was read or typed may be of any length; it ends in dots and stands whole elsewhere.
    if (element.closest("[data-live], [title]")) continue;
    const isCut = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + SLACK && !/auto|scroll/.test(style.overflowX);
    const isCutBelow = style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + SLACK && !/auto|scroll/.test(style.overflowY);
    if (isCut || isCutBelow) broken.push(`cut off: ${nameOf(element)}`);
    const range = document.createRange();
    range.selectNodeContents(element);
    const words = range.getBoundingClientRect();
    const holder = element.closest("button, .button, #menu a, td, th, dd, dt, .panel, .chip");
    if (holder && words.width > 0) {
      const room = holder.getBoundingClientRect();
      const scrollsInside = holder.contains(scrollerOf(element));
      if (!scrollsInside && (words.right > room.right + SLACK || words.left < room.left - SLACK)) broken.push(`sticks out of its frame: ${nameOf(element)}`);
    }
    if (isOperator && !scrollerOf(element) && words.height > 0 && (words.bottom > high + SLACK || words.right > wide + SLACK)) broken.push(`words off the screen: ${nameOf(element)}`);
  }

  for (const picture of document.querySelectorAll("main canvas, main img, main video")) {
    if (!isShown(picture)) continue;
    const box = picture.getBoundingClientRect();
    if (box.width < 2 || (scrollerOf(picture) && !isOperator)) continue;
    if (box.left < -SLACK || box.right > wide + SLACK || (isOperator && !scrollerOf(picture) && (box.top < -SLACK || box.bottom > high + SLACK)))
      broken.push(`a picture is cropped: ${nameOf(picture)}`);
  }
  return [...new Set(broken)];
}
