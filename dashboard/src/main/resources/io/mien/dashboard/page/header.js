import { byId, element, setText, syncItems } from "./dom.js";
import { streamHash } from "./links.js";
import { count, milliseconds, percent, rate, shortDigest, timeOfDay } from "./format.js";

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./store.js").Model} Model */
/** @typedef {import("./store.js").Deployment} Deployment */

/** All above and below the cards. */
export class Header {
  /** What the models' details were made from: they stay open while nothing about them changes. */
  #models = "";

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
    setText(byId("problem"), problem ? `Kafka: ${problem}. Trying again.` : "");
    this.#empty(connected, state);
  }

  /** @param {State} state */
  show(state) {
    setText(byId("readings-rate"), rate(state.readingsPerSecond));
    setText(byId("latency"), state.latencyMillis === undefined ? "–" : milliseconds(state.latencyMillis));
    byId("untrained").hidden = !state.models.some((model) => model.untrained);
    this.#showModels(state.models);
    syncItems(byId("deployments"), state.deployments, deploymentItem, fillDeployment);
    setText(byId("totals"), totals(state));
  }

  /**
   * Shows the streams, and how many faces are in view.
   *
   * @param {State} state
   * @param {ReadonlyMap<string, number>} byStream faces of each stream that has any
   */
  faces(state, byStream) {
    const all = [...byStream.values()].reduce((sum, number) => sum + number, 0);
    setText(byId("faces"), count(all));
    document.title = all > 0 ? `Mien · ${faces(all)}` : "Mien";
    syncItems(byId("streams"), state.streams, streamItem, (item, stream) => {
      const [name, pace] = item.children;
      setText(name.children[0], stream.stream);
      name.children[0].setAttribute("href", streamHash({ stream: stream.stream }));
      item.title = stream.stream;
      setText(pace, `${rate(stream.framesPerSecond)} frames/s · ${faces(byStream.get(stream.stream) ?? 0)}`);
    });
  }

  /** @param {Model[]} models */
  #showModels(models) {
    const now = JSON.stringify(models);
    if (now !== this.#models) {
      this.#models = now;
      byId("models").replaceChildren(...models.map(modelDetails));
    }
  }

  /**
   * @param {boolean} connected
   * @param {State | null} state
   */
  #empty(connected, state) {
    byId("empty").hidden = Boolean(state && state.present.length > 0);
    setText(
      byId("empty-text"),
      !connected
        ? "The dashboard does not answer."
        : state?.kafka.state === "CONNECTED"
          ? "Following the topic expressions. A face has to be in view for a window’s length, two seconds unless set otherwise, before its first reading comes."
          : "Connecting to Kafka.",
    );
  }
}

/**
 * @param {boolean} connected
 * @param {State | null} state
 * @returns {[string, string]}
 */
function connectionOf(connected, state) {
  if (!connected) {
    return state ? ["reconnecting", "Reconnecting…"] : ["connecting", "Connecting…"];
  }
  switch (state?.kafka.state) {
    case "CONNECTED":
      return ["live", "Live"];
    case "UNAVAILABLE":
      return ["unavailable", "Kafka unavailable"];
    default:
      return ["connecting", "Connecting to Kafka…"];
  }
}

const faces = (/** @type {number} */ number) => (number === 1 ? "1 face" : `${count(number)} faces`);

const streamItem = () => element("li", "", element("b", "", element("a")), element("span"));

/** @param {Model} model */
function modelDetails(model) {
  const summary = element(
    "summary",
    "",
    element("b", "", `${model.name} ${model.version}`),
    ` · ${model.labelSet} · ${model.untrained ? "untrained · " : ""}purpose: ${model.purpose}`,
  );
  const list = element("dl");
  const rows = [
    ["Model digest", shortDigest(model.digest)],
    ["Preprocessing", shortDigest(model.preprocessingDigest)],
    ["Label set", `${model.labelSet}, ${model.labels} labels`],
    ["Runtime", `TensorFlow ${model.tensorflow}, ${model.device}, ${model.precision}`],
    ["Batches", model.batchShape],
    ["Purpose", model.purpose],
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
  switch (deployment.phase) {
    case "LOADING":
      return `${publishing} publishes, ${candidate} is loaded and checked`;
    case "SHADOW":
      return `${publishing} publishes, ${candidate} reads along`;
    case "SWITCHING":
      return `${publishing} publishes, ${candidate} takes over at ${timeOfDay(deployment.takesOverAt ?? deployment.at)}`;
    case "ACTIVE":
      return `${publishing} publishes since ${timeOfDay(deployment.takesOverAt ?? deployment.at)}, before it ${deployment.former ? named(deployment.former) : "another"}`;
    case "REFUSED":
      return `${publishing} publishes; ${candidate || "the other model"} was refused at ${at}`;
    default:
      return `${publishing} publishes; rolled back at ${at}`;
  }
}

/** @param {Deployment} deployment */
function agreement(deployment) {
  if (deployment.windows === undefined || deployment.sameLabel === undefined) {
    return "";
  }
  const mean = (deployment.meanDifference ?? 0).toFixed(3);
  const worst = (deployment.worstDifference ?? 0).toFixed(3);
  return `${count(deployment.windows)} ${deployment.windows === 1 ? "window" : "windows"} compared, same label in ${percent(deployment.sameLabel / deployment.windows)}, probabilities differ by ${mean} (worst ${worst})`;
}

/** @param {Deployment} deployment */
function digests(deployment) {
  return [deployment.publishing, deployment.candidate, deployment.former]
    .flatMap((model) => (model ? [`${named(model)}: ${shortDigest(model.digest)}`] : []))
    .join("\n");
}

const named = (/** @type {{name: string, version: string}} */ model) => `${model.name} ${model.version}`;

/** @param {State} state */
function totals(state) {
  const parts = [`${count(state.readings)} readings`];
  if (state.repeated > 0) {
    parts.push(`${count(state.repeated)} repeated`);
  }
  if (state.unreadable > 0) {
    parts.push(`${count(state.unreadable)} records that are no readings`);
  }
  return parts.join(" · ");
}
