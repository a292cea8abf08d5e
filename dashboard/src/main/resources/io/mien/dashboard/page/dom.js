/**
 * A new element. Texts become text nodes and nothing else: names of streams are whatever a client wrote.
 *
 * @param {string} tag
 * @param {string} [className]
 * @param {...(string|Node)} children
 * @returns {HTMLElement}
 */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/**
 * The element of the page with an id; an error if the page lacks it.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`element #${id}: not in the page`);
  }
  return found;
}

/**
 * Gives the page its words: of each element the one that it names.
 *
 * @param {Record<string, any>} texts
 */
export function fillTexts(texts) {
  for (const target of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-text]"))) {
    target.textContent = text(texts, String(target.dataset.text));
  }
  for (const target of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-label]"))) {
    target.setAttribute("aria-label", text(texts, String(target.dataset.label)));
  }
}

/**
 * @param {Record<string, any>} texts
 * @param {string} path as GROUP.name
 * @returns {string}
 */
function text(texts, path) {
  const [group, name] = path.split(".");
  const found = texts[group]?.[name];
  if (typeof found !== "string") {
    throw new Error(`text ${path}: not in texts.js`);
  }
  return found;
}

/**
 * Sets a text, touching the page only if it is another one.
 *
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/**
 * Makes a list's items match the data, reusing the items that are there.
 *
 * @template T
 * @param {Element} list
 * @param {readonly T[]} data
 * @param {() => HTMLElement} make
 * @param {(item: HTMLElement, datum: T) => void} fill
 */
export function syncItems(list, data, make, fill) {
  while (list.childElementCount > data.length) {
    list.lastElementChild?.remove();
  }
  while (list.childElementCount < data.length) {
    list.append(make());
  }
  data.forEach((datum, index) => fill(/** @type {HTMLElement} */ (list.children[index]), datum));
}
