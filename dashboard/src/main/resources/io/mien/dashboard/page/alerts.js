import { byId, element, setText, syncItems } from "./dom.js";
import { momentOf } from "./format.js";
import { readingHash, streamHash } from "./links.js";
import { ALERTS as T } from "./texts.js";

/** @typedef {import("./overview-store.js").Alert} Alert */
/** @typedef {import("./overview-store.js").AlertState} AlertState */
/** @typedef {import("./overview-store.js").Webhook} Webhook */

const SOUND_KEY = "mien-alert-sound";
const TONE_HERTZ = 660;
const TONE_SECONDS = 0.35;
const TONE_GAIN = 0.2;
/** What a link to an alert's stream shows: the minute before it began, and a little of what then came. */
const BEFORE_MILLIS = 60_000;
const AFTER_MILLIS = 10_000;
/** An alert may be of hundreds of streams. */
const MOST_STREAMS = 5;

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
    setText(byId("alerts-title"), T.titleOf(state.activeCount));
    setText(byId("alerts-none"), state.activeCount === 0 ? T.none(state.rules) : "");
    byId("alerts-none").hidden = state.activeCount > 0;
    this.#sync(byId("alerts-active"), active, now);
    this.#sync(byId("alerts-ended"), ended, now);
    byId("alerts-past").hidden = ended.length === 0;
    setText(byId("alerts-past-title"), T.ended(ended.length));
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
      setText(byId("alerts-begun"), T.goOn(active.length));
      return;
    }
    const begun = active.filter((alert) => !known.has(alert.id));
    if (begun.length > 0) {
      setText(byId("alerts-begun"), begun.map((alert) => T.begun(alert.rule, alert.sentence)).join(" "));
      if (this.#sound.checked) {
        this.#play();
      }
    }
    const over = ended.filter((alert) => known.has(alert.id));
    if (over.length > 0) {
      setText(byId("alerts-over"), over.map((alert) => T.over(alert.rule)).join(" "));
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
    element("ul", "alert-streams"),
    element("details", "alert-readings", element("summary"), element("ul")),
  );
}

/**
 * @param {HTMLElement} item
 * @param {Alert} alert
 * @param {number} now
 */
function fillAlert(item, alert, now) {
  const [head, sentence, streams, readings] = item.children;
  item.dataset.ended = String(alert.ended !== undefined);
  setText(head.children[0], alert.rule);
  setText(head.children[1], T.when(momentOf(alert.began, now), alert.ended === undefined ? undefined : momentOf(alert.ended, now)));
  setText(sentence, alert.sentence);
  syncItems(streams, alert.streams.slice(0, MOST_STREAMS), () => element("li", "", element("a")), (each, stream) => {
    const link = each.children[0];
    setText(link, T.before(stream));
    link.setAttribute("href", streamHash({ stream, from: alert.began - BEFORE_MILLIS, to: alert.began + AFTER_MILLIS }));
  });
  /** @type {HTMLElement} */ (readings).hidden = alert.readings.length === 0;
  setText(readings.children[0], T.readings(alert.readingCount, alert.readings.length));
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
  setText(item.children[0], T.webhook(webhook.name));
  const parts = [T.delivered(webhook.delivered)];
  if (webhook.waiting > 0) {
    parts.push(T.waiting(webhook.waiting));
  }
  if (givenUp > 0) {
    parts.push(T.givenUp(givenUp));
  }
  if (webhook.problem !== undefined) {
    parts.push(webhook.problem);
  }
  setText(item.children[1], parts.join(" · "));
}
