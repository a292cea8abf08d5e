import { byId, element, setText, syncItems } from "./dom.js";
import { count, momentOf } from "./format.js";
import { readingHash } from "./links.js";

/** @typedef {import("./store.js").Alert} Alert */
/** @typedef {import("./store.js").AlertState} AlertState */
/** @typedef {import("./store.js").Webhook} Webhook */

const SOUND_KEY = "mien-alert-sound";
const TONE_HERTZ = 660;
const TONE_SECONDS = 0.35;
const TONE_GAIN = 0.2;

/** What the rules have found: shown, said to those who listen to the page, and sounded if that is wanted. */
export class Alerts {
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();
  /** Ids of alerts that were there when it was looked last; null before the first look. @type {Set<string> | null} */
  #known = null;
  #sound = /** @type {HTMLInputElement} */ (byId("alerts-sound"));
  /** @type {AudioContext | undefined} */
  #audio;

  constructor() {
    this.#sound.checked = localStorage.getItem(SOUND_KEY) === "on";
    this.#sound.addEventListener("change", () => {
      localStorage.setItem(SOUND_KEY, this.#sound.checked ? "on" : "off");
      if (this.#sound.checked) {
        // Heard once, so that whoever wants it knows that it works.
        this.#play();
      }
    });
  }

  /**
   * @param {AlertState} state
   * @param {number} now by the server's clock
   */
  show(state, now) {
    const panel = byId("alerts");
    panel.hidden = state.rules === 0;
    if (panel.hidden) {
      return;
    }
    const active = [...(state.active ?? [])].reverse();
    const ended = state.ended ?? [];
    panel.dataset.some = String(state.activeCount > 0);
    setText(byId("alerts-title"), state.activeCount === 0 ? "Alerts" : `Alerts: ${count(state.activeCount)}`);
    const rules = state.rules === 1 ? "one rule" : `${count(state.rules)} rules`;
    setText(byId("alerts-none"), state.activeCount === 0 ? `None now, by ${rules}.` : "");
    byId("alerts-none").hidden = state.activeCount > 0;
    this.#sync(byId("alerts-active"), active, now);
    this.#sync(byId("alerts-ended"), ended, now);
    byId("alerts-past").hidden = ended.length === 0;
    setText(byId("alerts-past-title"), `Alerts that have ended: ${count(ended.length)}`);
    syncItems(byId("webhooks"), state.webhooks, webhookItem, fillWebhook);
    this.#tell(active, ended);
    const there = new Set([...active, ...ended].map((alert) => alert.id));
    for (const id of this.#items.keys()) {
      if (!there.has(id)) {
        this.#items.delete(id);
      }
    }
  }

  /**
   * Keeps the items that are there, so that what is unfolded in them stays so.
   *
   * @param {HTMLElement} list
   * @param {Alert[]} alerts
   * @param {number} now
   */
  #sync(list, alerts, now) {
    alerts.forEach((alert, index) => {
      let item = this.#items.get(alert.id);
      if (!item) {
        item = alertItem();
        this.#items.set(alert.id, item);
      }
      fillAlert(item, alert, now);
      if (list.children[index] !== item) {
        list.insertBefore(item, list.children[index] ?? null);
      }
    });
    while (list.childElementCount > alerts.length) {
      list.lastElementChild?.remove();
    }
  }

  /**
   * Says what is new. What was there when the page was opened is summed up.
   *
   * @param {Alert[]} active
   * @param {Alert[]} ended
   */
  #tell(active, ended) {
    const known = this.#known;
    this.#known = new Set(active.map((alert) => alert.id));
    if (!known) {
      setText(byId("alerts-begun"), active.length === 0 ? "" : active.length === 1 ? "1 alert goes on." : `${count(active.length)} alerts go on.`);
      return;
    }
    const begun = active.filter((alert) => !known.has(alert.id));
    if (begun.length > 0) {
      setText(byId("alerts-begun"), begun.map((alert) => `Alert ${alert.rule}: ${alert.sentence}.`).join(" "));
      if (this.#sound.checked) {
        this.#play();
      }
    }
    const over = ended.filter((alert) => known.has(alert.id));
    if (over.length > 0) {
      setText(byId("alerts-over"), over.map((alert) => `Alert ${alert.rule} has ended.`).join(" "));
    }
  }

  /** A browser plays nothing before somebody has touched the page. */
  #play() {
    this.#audio ??= new AudioContext();
    const audio = this.#audio;
    void audio.resume();
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = TONE_HERTZ;
    gain.gain.setValueAtTime(TONE_GAIN, audio.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + TONE_SECONDS);
    tone.connect(gain).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + TONE_SECONDS);
  }
}

function alertItem() {
  return element(
    "li",
    "",
    element("div", "alert-head", element("b"), element("small")),
    element("p"),
    element("details", "alert-readings", element("summary"), element("ul")),
  );
}

/**
 * @param {HTMLElement} item
 * @param {Alert} alert
 * @param {number} now
 */
function fillAlert(item, alert, now) {
  const [head, sentence, readings] = item.children;
  item.dataset.ended = String(alert.ended !== undefined);
  setText(head.children[0], alert.rule);
  const until = alert.ended === undefined ? "" : ` until ${momentOf(alert.ended, now)}`;
  setText(head.children[1], `since ${momentOf(alert.began, now)}${until}`);
  setText(sentence, alert.sentence);
  /** @type {HTMLElement} */ (readings).hidden = alert.readings.length === 0;
  const newest = alert.readingCount > alert.readings.length ? `, the newest ${alert.readings.length}` : "";
  setText(readings.children[0], `Readings: ${count(alert.readingCount)}${newest}`);
  syncItems(readings.children[1], alert.readings, () => element("li", "", element("a", "", element("code"))), (each, id) => {
    const link = each.children[0];
    setText(link.children[0], id);
    link.setAttribute("href", readingHash(id));
  });
}

const webhookItem = () => element("li", "", element("b"), element("span"));

/**
 * @param {HTMLElement} item
 * @param {Webhook} webhook
 */
function fillWebhook(item, webhook) {
  const givenUp = webhook.refused + webhook.expired + webhook.overflowed;
  item.dataset.well = String(webhook.problem === undefined && givenUp === 0);
  setText(item.children[0], `Webhook ${webhook.name}`);
  const parts = [`${count(webhook.delivered)} delivered`];
  if (webhook.waiting > 0) {
    parts.push(`${count(webhook.waiting)} waiting`);
  }
  if (givenUp > 0) {
    parts.push(`${count(givenUp)} given up`);
  }
  if (webhook.problem !== undefined) {
    parts.push(webhook.problem);
  }
  setText(item.children[1], parts.join(" · "));
}
