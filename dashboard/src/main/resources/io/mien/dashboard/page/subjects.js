/**
 * What the server tells of subjects (SubjectsView), and what the page keeps of it.
 *
 * @typedef {import("./overview-store.js").Model} Model
 * @typedef {{at: number, status: string, p?: number[]}} Point
 * @typedef {{first: number, last: number, used: number, padded: number}} Frames
 * @typedef {{id: number, stream: string, subject: string, labels: string[], status: string, reason?: string,
 *   topLabel?: string, topProbability: number, arrivedAt: number, silentAfterMillis: number, leftAfterMillis: number,
 *   frames: Frames, model: number, latencyMillis?: number, reading: string, points: Point[]}} Subject
 * @typedef {{revision: number, now: number, historyLength: number, models: Model[], present: number[],
 *   subjects: Subject[]}} SubjectsView
 */

/**
 * @param {Subject} subject
 * @param {number} now by the server's clock
 * @returns {"here" | "silent" | "left"}
 */
export function presence(subject, now) {
  const age = now - subject.arrivedAt;
  return age > subject.leftAfterMillis ? "left" : age > subject.silentAfterMillis ? "silent" : "here";
}

/** The subjects as of the newest answer. */
export class Subjects {
  /** @type {Map<number, Subject>} */
  all = new Map();
  /** @type {Model[]} */
  models = [];
  revision = 0;

  clear() {
    this.all.clear();
    this.revision = 0;
  }

  /**
   * Takes what has changed.
   *
   * @param {SubjectsView} view
   * @returns {Set<number>} ids of the subjects that have something new
   */
  merge(view) {
    this.revision = view.revision;
    this.models = view.models;
    const present = new Set(view.present);
    for (const id of this.all.keys()) {
      if (!present.has(id)) {
        this.all.delete(id);
      }
    }
    for (const subject of view.subjects) {
      const points = this.all.get(subject.id)?.points ?? [];
      const fresh = subject.points;
      subject.points = points;
      for (const point of fresh) {
        insert(points, point);
      }
      points.splice(0, points.length - view.historyLength);
      this.all.set(subject.id, subject);
    }
    return new Set(view.subjects.map((subject) => subject.id));
  }
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
