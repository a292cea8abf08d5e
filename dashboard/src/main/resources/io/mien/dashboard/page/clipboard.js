/**
 * Puts a text on the clipboard; says whether the browser let it. Pages that did not come over HTTPS or from this machine
 * have no clipboard of the newer kind.
 *
 * @param {string} text
 * @param {HTMLElement} within an element of the dialog that is open, which holds the focus
 * @returns {Promise<boolean>}
 */
export async function copy(text, within) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Forbidden, or the page is not in front: the older way may still go.
    }
  }
  const area = document.createElement("textarea");
  area.className = "said";
  area.value = text;
  within.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}
