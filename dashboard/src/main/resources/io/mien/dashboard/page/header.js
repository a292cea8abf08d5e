import { byId, element, setText, syncItems } from "./dom.js";
import { count, milliseconds, rate, shortDigest, timeOfDay } from "./format.js";
import { DEPLOYMENT, PAGE as T } from "./texts.js";
import { chooseUtc, inUtc, keepZone } from "./zone.js";

/** @typedef {import("./overview-store.js").State} State */
/** @typedef {import("./overview-store.js").Model} Model */
/** @typedef {import("./overview-store.js").Deployment} Deployment */

/** All above and below the streams. */
export class Header {
  /** What the models' details were made from: they stay open while nothing about them changes. */
  #models = "";

  constructor() {
    const utc = /** @type {HTMLInputElement} */ (byId("utc"));
    utc.checked = inUtc();
    utc.addEventListener("change", () => chooseUtc(utc.checked));
    keepZone(() => {
      utc.checked = inUtc();
    });
    byId("latency-name").title = T.latencyMeaning;
  }

  /**
   * Shows how the page stands with the server, and the server with Kafka.
   *
   * @param {boolean} connected
   * @param {State | null} state
   */
  connection(connected, state) {
    const [name, text] = connectionOf(connected, state);
    const pill = byId("connection");
    pill.dataset.state = name;
    setText(pill, text);
    const problem = state?.kafka.problem;
    byId("problem").hidden = !connected || !problem;
    setText(byId("problem"), problem ? T.problem(problem) : "");
    const some = Boolean(state && state.present.length > 0);
    byId("empty").hidden = some;
    byId("overview").hidden = !some;
    setText(byId("empty-text"), !connected ? T.noAnswer : state?.kafka.state === "CONNECTED" ? T.following : T.connectingKafka);
  }

  /** @param {State} state */
  show(state) {
    setText(byId("readings-rate"), rate(state.readingsPerSecond));
    setText(byId("latency"), state.latencyMillis === undefined ? "–" : milliseconds(state.latencyMillis));
    byId("untrained").hidden = !state.models.some((model) => model.untrained);
    const expected = Object.entries(state.feeds).reduce((sum, [name, feeds]) => sum + (name === "ENDED" ? 0 : feeds), 0);
    byId("feeds").hidden = expected === 0;
    setText(byId("feeds-count"), T.feedsLive(state.feeds.LIVE ?? 0, expected));
    this.#showModels(state.models);
    syncItems(byId("deployments"), state.deployments, deploymentItem, fillDeployment);
    setText(byId("totals"), T.totals(state.readings, state.repeated, state.unreadable));
  }

  /**
   * @param {State} state
   * @param {number} troubled streams that need a look
   */
  faces(state, troubled) {
    setText(byId("faces"), count(state.faces));
    setText(byId("troubled"), count(troubled));
    byId("troubled").dataset.some = String(troubled > 0);
    const title = T.title(state.faces, troubled);
    if (document.title !== title) {
      document.title = title;
    }
  }

  /** @param {Model[]} models */
  #showModels(models) {
    const now = JSON.stringify(models);
    if (now !== this.#models) {
      this.#models = now;
      byId("models").replaceChildren(...models.map(modelDetails));
    }
  }
}

/**
 * @param {boolean} connected
 * @param {State | null} state
 * @returns {[string, string]}
 */
function connectionOf(connected, state) {
  if (!connected) {
    return state ? ["reconnecting", T.reconnecting] : ["connecting", T.connecting];
  }
  switch (state?.kafka.state) {
    case "CONNECTED":
      return ["live", T.live];
    case "UNAVAILABLE":
      return ["unavailable", T.kafkaAway];
    default:
      return ["connecting", T.kafkaConnecting];
  }
}

/** @param {Model} model */
function modelDetails(model) {
  const names = T.models;
  const summary = element(
    "summary",
    "",
    element("b", "", `${model.name} ${model.version}`),
    names.summary(model.labelSet, model.untrained, model.purpose),
  );
  const list = element("dl");
  const rows = [
    [names.digest, shortDigest(model.digest)],
    [names.preprocessing, shortDigest(model.preprocessingDigest)],
    [names.labelSet, names.labels(model.labelSet, model.labels)],
    [names.runtime, names.runtimeOf(model.tensorflow, model.device, model.precision)],
    [names.batches, model.batchShape],
    [names.purpose, model.purpose],
  ];
  rows.forEach(([term, text]) => list.append(element("dt", "", term), element("dd", "", text)));
  return element("details", "", summary, list);
}

const deploymentItem = () => element("li", "", element("b"), element("span"));

/**
 * @param {HTMLElement} item
 * @param {Deployment} deployment
 */
function fillDeployment(item, deployment) {
  const [phase, text] = item.children;
  item.dataset.phase = deployment.phase;
  item.title = digests(deployment);
  setText(phase, deployment.phase.replace("_", " "));
  setText(text, [step(deployment), agreement(deployment), deployment.reason ?? ""].filter(Boolean).join(" · "));
}

/** @param {Deployment} deployment */
function step(deployment) {
  const publishing = named(deployment.publishing);
  const candidate = deployment.candidate ? named(deployment.candidate) : "";
  const at = timeOfDay(deployment.at);
  const takesOver = timeOfDay(deployment.takesOverAt ?? deployment.at);
  switch (deployment.phase) {
    case "LOADING":
      return DEPLOYMENT.loading(publishing, candidate);
    case "SHADOW":
      return DEPLOYMENT.shadow(publishing, candidate);
    case "SWITCHING":
      return DEPLOYMENT.switching(publishing, candidate, takesOver);
    case "ACTIVE":
      return DEPLOYMENT.active(publishing, deployment.former ? named(deployment.former) : "", takesOver);
    case "REFUSED":
      return DEPLOYMENT.refused(publishing, candidate, at);
    default:
      return DEPLOYMENT.rolledBack(publishing, at);
  }
}

/** @param {Deployment} deployment */
function agreement({ windows, sameLabel, meanDifference, worstDifference }) {
  return windows === undefined || sameLabel === undefined
    ? ""
    : DEPLOYMENT.agreement(windows, sameLabel, meanDifference ?? 0, worstDifference ?? 0);
}

/** @param {Deployment} deployment */
function digests(deployment) {
  return [deployment.publishing, deployment.candidate, deployment.former]
    .flatMap((model) => (model ? [`${named(model)}: ${shortDigest(model.digest)}`] : []))
    .join("\n");
}

const named = (/** @type {{name: string, version: string}} */ model) => `${model.name} ${model.version}`;
