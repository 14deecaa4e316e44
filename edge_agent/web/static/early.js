// A button that is pressed before the page's scripts are there does its work once they are. Not a
// module: it has to listen before anything can be pressed.

{
  let pressed = null;

  const keep = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = button;
  };

  document.addEventListener("click", keep, true);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("click", keep, true);
    pressed?.click();
  });
}
