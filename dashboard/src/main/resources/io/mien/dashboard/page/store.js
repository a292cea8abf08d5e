/**
 * What the server sends (StateView), and what the page keeps of it.
 *
 * @typedef {{at: number, status: string, p?: number[]}} Point
 * @typedef {{first: number, last: number, used: number, padded: number}} Frames
 * @typedef {{id: number, stream: string, subject: string, labels: string[], status: string, reason?: string,
 *   topLabel?: string, topProbability: number, arrivedAt: number, silentAfterMillis: number, frames: Frames,
 *   model: number, latencyMillis?: number, reading: string, points: Point[]}} Subject
 * @typedef {{name: string, version: string, digest: string, preprocessingDigest: string, untrained: boolean,
 *   labelSet: string, labels: number, tensorflow: string, device: string, precision: string, batchShape: string,
 *   purpose: string}} Model
 * @typedef {{name: string, version: string, digest: string}} ModelName
 * @typedef {{group: string, phase: string, at: number, publishing: ModelName, candidate?: ModelName, former?: ModelName,
 *   takesOverAt?: number, windows?: number, sameLabel?: number, meanDifference?: number, worstDifference?: number,
 *   reason?: string}} Deployment
 * @typedef {{stream: string, state: string, since: number, sentence: string, losses: Record<string, number>,
 *   connections: number, clock?: string}} Feed
 * @typedef {{at: number, topic: string, partition?: string, offset?: string, reason: string, message?: string,
 *   stage?: string}} DeadLetter
 * @typedef {{total: number, counts: {topic: string, reason: string, count: number}[], newest?: DeadLetter[]}} DeadLetters
 * @typedef {{stream: string, subject: string}} AlertSubject
 * @typedef {{id: string, rule: string, kind: string, label?: string, streams: string[], subjects: AlertSubject[],
 *   began: number, at: number, ended?: number, sentence: string, readings: string[], readingCount: number}} Alert
 * @typedef {{name: string, delivered: number, failedAttempts: number, refused: number, expired: number,
 *   overflowed: number, waiting: number, problem?: string}} Webhook
 * @typedef {{rules: number, activeCount: number, active?: Alert[], ended?: Alert[], webhooks: Webhook[]}} AlertState
 * @typedef {{revision: number, now: number, historyLength: number, kafka: {state: string, problem?: string},
 *   readings: number, readingsPerSecond: number, repeated: number, unreadable: number, latencyMillis?: number,
 *   streams: {stream: string, framesPerSecond: number}[], feeds: Feed[], models: Model[],
 *   deployments: Deployment[], deadLetters: DeadLetters, alerts: AlertState, present: number[], subjects: Subject[]}} State
 */

/** A subject silent for so many times what makes it so has most likely left; its readings carry no last word. */
const LEFT_AFTER = 4;

/**
 * @param {Subject} subject
 * @param {number} now by the server's clock
 * @returns {"here" | "silent" | "left"}
 */
export function presence(subject, now) {
  const age = now - subject.arrivedAt;
  return age > LEFT_AFTER * subject.silentAfterMillis ? "left" : age > subject.silentAfterMillis ? "silent" : "here";
}

/** The state as of the newest message. */
export class Store {
  /** @type {Map<number, Subject>} */
  subjects = new Map();
  /** @type {State | null} */
  state = null;
  #receivedAt = 0;

  /**
   * Takes all of the state, forgetting what was there.
   *
   * @param {State} state
   */
  replace(state) {
    this.subjects.clear();
    this.state = null;
    this.merge(state);
  }

  /**
   * Takes what has changed.
   *
   * @param {State} update
   * @returns {Set<number>} ids of the subjects that have something new
   */
  merge(update) {
    // What has not changed is left out.
    update.deadLetters.newest ??= this.state?.deadLetters.newest ?? [];
    update.alerts.active ??= this.state?.alerts.active ?? [];
    update.alerts.ended ??= this.state?.alerts.ended ?? [];
    this.state = update;
    this.#receivedAt = performance.now();
    const present = new Set(update.present);
    for (const id of this.subjects.keys()) {
      if (!present.has(id)) {
        this.subjects.delete(id);
      }
    }
    for (const subject of update.subjects) {
      const points = this.subjects.get(subject.id)?.points ?? [];
      const fresh = subject.points;
      subject.points = points;
      for (const point of fresh) {
        insert(points, point);
      }
      points.splice(0, points.length - update.historyLength);
      this.subjects.set(subject.id, subject);
    }
    return new Set(update.subjects.map((subject) => subject.id));
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
 * How many faces each stream has that have not left.
 *
 * @param {ReadonlyMap<number, Subject>} subjects
 * @param {number} now by the server's clock
 * @returns {Map<string, number>}
 */
export function facesByStream(subjects, now) {
  const faces = new Map();
  for (const subject of subjects.values()) {
    if (presence(subject, now) !== "left") {
      faces.set(subject.stream, (faces.get(subject.stream) ?? 0) + 1);
    }
  }
  return faces;
}

/**
 * Puts a point in its place by time, nearly always the last.
 *
 * @param {Point[]} points
 * @param {Point} point
 */
function insert(points, point) {
  let index = points.length;
  while (index > 0 && points[index - 1].at > point.at) {
    index--;
  }
  const same = index > 0 && points[index - 1].at === point.at;
  points.splice(same ? index - 1 : index, same ? 1 : 0, point);
}
