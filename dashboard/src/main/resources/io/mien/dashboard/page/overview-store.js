/**
 * What the server tells of all streams (OverviewView), and what a page keeps of it.
 *
 * @typedef {{name: string, version: string, digest: string, preprocessingDigest: string, untrained: boolean,
 *   labelSet: string, labels: number, tensorflow: string, device: string, precision: string, batchShape: string,
 *   purpose: string}} Model
 * @typedef {{name: string, version: string, digest: string}} ModelName
 * @typedef {{group: string, phase: string, at: number, publishing: ModelName, candidate?: ModelName, former?: ModelName,
 *   takesOverAt?: number, windows?: number, sameLabel?: number, meanDifference?: number, worstDifference?: number,
 *   reason?: string}} Deployment
 * @typedef {{stream: string, state: string, since: number, sentence: string, losses: Record<string, number>,
 *   connections: number, clock?: string, group?: string}} Feed
 * @typedef {{at: number, topic: string, partition?: string, offset?: string, reason: string, message?: string,
 *   stage?: string}} DeadLetter
 * @typedef {{total: number, counts: {topic: string, reason: string, count: number}[], newest?: DeadLetter[]}} DeadLetters
 * @typedef {{stream: string, subject: string}} AlertSubject
 * @typedef {{id: string, rule: string, kind: string, label?: string, streams: string[], subjects: AlertSubject[],
 *   began: number, at: number, ended?: number, sentence: string, readings: string[], readingCount: number}} Alert
 * @typedef {{name: string, delivered: number, failedAttempts: number, refused: number, expired: number,
 *   overflowed: number, waiting: number, problem?: string}} Webhook
 * @typedef {{rules: number, activeCount: number, active?: Alert[], ended?: Alert[], webhooks: Webhook[]}} AlertState
 * @typedef {[number: number, label: number, share: number, abstained: number, signs: number]} Slot
 * @typedef {{id: number, stream: string, group?: string, feed?: Feed, framesPerSecond: number, faces: number,
 *   lastReadingAt: number, latencyMillis?: number, readings: number, abstained: number, overloaded: number,
 *   label?: string, share: number, deadLetters: number, strip: Slot[]}} Row
 * @typedef {{revision: number, page: string, now: number, kafka: {state: string, problem?: string}, readings: number,
 *   readingsPerSecond: number, repeated: number, unreadable: number, latencyMillis?: number, faces: number,
 *   feeds: Record<string, number>, models: Model[], deployments: Deployment[], deadLetters: DeadLetters,
 *   alerts: AlertState, labels: string[], present: number[], streams: Row[]}} State
 */

/** Slots of a strip: ten minutes. */
export const SLOTS = 60;

/** The state of all streams, as of the newest message. It is used by pages and by the worker that they share. */
export class OverviewStore {
  /** @type {Map<number, Row>} */
  rows = new Map();
  /** Without its rows. @type {State | null} */
  state = null;
  #receivedAt = 0;

  /**
   * Takes all of the state, forgetting what was there.
   *
   * @param {State} state
   */
  replace(state) {
    this.rows.clear();
    this.state = null;
    this.merge(state);
  }

  /**
   * Takes what has changed.
   *
   * @param {State} update
   * @returns {Set<number>} ids of the rows that have something new
   */
  merge(update) {
    const before = this.state;
    // What has not changed is left out.
    this.state = {
      ...update,
      streams: [],
      deadLetters: { ...update.deadLetters, newest: update.deadLetters.newest ?? before?.deadLetters.newest ?? [] },
      alerts: {
        ...update.alerts,
        active: update.alerts.active ?? before?.alerts.active ?? [],
        ended: update.alerts.ended ?? before?.alerts.ended ?? [],
      },
    };
    this.#receivedAt = performance.now();
    const present = new Set(update.present);
    for (const id of this.rows.keys()) {
      if (!present.has(id)) {
        this.rows.delete(id);
      }
    }
    for (const row of update.streams) {
      this.rows.set(row.id, { ...row, strip: joined(this.rows.get(row.id)?.strip ?? [], row.strip) });
    }
    return new Set(update.streams.map((row) => row.id));
  }

  /** All of it as of now, for somebody who comes later; null before anything was heard. @returns {State | null} */
  whole() {
    return this.state ? { ...this.state, now: Math.round(this.now(true)), streams: [...this.rows.values()] } : null;
  }

  /**
   * The server's clock; it stands still while nothing is heard of it.
   *
   * @param {boolean} connected
   */
  now(connected) {
    const base = this.state?.now ?? 0;
    return connected ? base + (performance.now() - this.#receivedAt) : base;
  }
}

/**
 * The slots that are known and those that are new, by time, no more than a strip has.
 *
 * @param {Slot[]} known
 * @param {Slot[]} fresh
 * @returns {Slot[]}
 */
function joined(known, fresh) {
  // Of hundreds of rows each second: a new slot is nearly always the last one, or one that is there.
  const slots = [...known];
  for (const slot of fresh) {
    let index = slots.length;
    while (index > 0 && slots[index - 1][0] > slot[0]) {
      index--;
    }
    const same = index > 0 && slots[index - 1][0] === slot[0];
    slots.splice(same ? index - 1 : index, same ? 1 : 0, slot);
  }
  const oldest = slots.length > 0 ? slots[slots.length - 1][0] - SLOTS : 0;
  const gone = slots.findIndex((slot) => slot[0] > oldest);
  return gone > 0 ? slots.slice(gone) : slots;
}
