// Sends pictures of the camera to the gateway that this page came from, and shows the readings.
const LONGEST_SIDE = 640;
const QUALITY = 0.85;
// What may be on its way to a slow network, and what is kept until Kafka has it, in case the connection breaks.
const MOST_BUFFERED_BYTES = 1 << 20;
const MOST_KEPT = 64;
const KEPT_MILLIS = 5_000;
const MOST_SHOWN = 12;

const moment = text => (text ? Date.parse(text) : 0);
const element = id => document.getElementById(id);
const video = element("camera");
const canvas = document.createElement("canvas");

let running = null;

function say(text, problem = false) {
  element("state").textContent = text;
  element("state").classList.toggle("problem", problem);
}

class Sender {
  #token;
  #socket = null;
  #welcomed = false;
  #kept = [];
  #waitUntil = 0;
  #pause = 500;
  #stopped = false;
  #encoding = false;
  #sent = 0;
  #accepted = 0;
  #acceptedBefore = 0;
  #leftOut = 0;
  #timer;

  constructor(token, rate) {
    this.#token = token;
    this.#connect();
    this.#timer = setInterval(() => this.#take(), 1000 / rate);
  }

  #connect() {
    const address = new URL("/v1/stream", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    // A browser's WebSocket can set no header: the token goes as a subprotocol.
    this.#socket = new WebSocket(address, ["mien.v1", `mien.token.${this.#token}`]);
    this.#welcomed = false;
    this.#acceptedBefore = this.#accepted;
    this.#socket.onmessage = event => this.#hear(JSON.parse(event.data));
    this.#socket.onclose = event => this.#closed(event);
  }

  #closed(event) {
    if (this.#stopped) {
      return;
    }
    // These do not mend themselves.
    if ([1008, 4401, 4409].includes(event.code)) {
      say(`Ended: ${event.reason}`, true);
      stop();
      return;
    }
    say(`Connection lost${event.reason ? ` (${event.reason})` : ""}; trying again …`, true);
    setTimeout(() => this.#stopped || this.#connect(), this.#pause);
    this.#pause = Math.min(5_000, 2 * this.#pause);
  }

  #hear(message) {
    switch (message.type) {
      case "welcome":
        this.#pause = 500;
        this.#welcomed = true;
        say(`Connected: stream ${message.stream_id}.`);
        // What was on its way when the connection broke goes first, so that there is no gap and no second subject.
        for (const tile of this.#kept.splice(0)) {
          if (tile.capturedAt > moment(message.last_captured_at)) {
            this.#send(tile);
          }
        }
        break;
      case "accepted":
        this.#accepted = this.#acceptedBefore + message.tiles;
        this.#kept = this.#kept.filter(tile => tile.capturedAt > moment(message.captured_at));
        break;
      case "wait":
        this.#leftOut++;
        this.#waitUntil = performance.now() + 1000 * message.seconds;
        say(`The gateway asks to wait: ${message.message}`, true);
        break;
      case "refused":
        this.#leftOut++;
        say(`Refused: ${message.message}`, true);
        break;
      case "reading":
        show(message);
        break;
    }
    this.#count();
  }

  #take() {
    const busy = this.#encoding || performance.now() < this.#waitUntil
      || this.#socket.bufferedAmount > MOST_BUFFERED_BYTES;
    if (busy || video.videoWidth === 0) {
      this.#leftOut += video.videoWidth === 0 ? 0 : 1;
      this.#count();
      return;
    }
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(scale * video.videoWidth);
    canvas.height = Math.round(scale * video.videoHeight);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    const capturedAt = Date.now();
    this.#encoding = true;
    canvas.toBlob(jpeg => {
      this.#encoding = false;
      if (jpeg && !this.#stopped) {
        this.#send({capturedAt, jpeg});
      }
    }, "image/jpeg", QUALITY);
  }

  #send(tile) {
    const oldest = Date.now() - KEPT_MILLIS;
    this.#kept = [...this.#kept.filter(kept => kept.capturedAt > oldest), tile].slice(-MOST_KEPT);
    // The welcome says where to go on: a tile that is sent before it may be newer than one that is to be sent again.
    if (this.#socket.readyState === WebSocket.OPEN && this.#welcomed) {
      // What is said of a tile goes before it.
      this.#socket.send(JSON.stringify({type: "tile", captured_at: new Date(tile.capturedAt).toISOString()}));
      this.#socket.send(tile.jpeg);
      this.#sent++;
    }
    this.#count();
  }

  #count() {
    element("sent").textContent = this.#sent;
    element("accepted").textContent = this.#accepted;
    element("kept").textContent = this.#kept.length;
    element("left-out").textContent = this.#leftOut;
  }

  stop() {
    this.#stopped = true;
    clearInterval(this.#timer);
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({type: "end"}));
    }
    this.#socket.close(1000);
  }
}

function show(reading) {
  element("none").hidden = true;
  element("model").textContent = `${reading.model.untrained ? "UNTRAINED, the labels mean nothing: " : ""}`
    + `model ${reading.model.name} ${reading.model.version}, for: ${reading.purpose}`;
  const line = document.createElement("li");
  const best = Math.max(...reading.probabilities, 0);
  const parts = [
    ["time", new Date(reading.window_end).toLocaleTimeString("en-GB")],
    ["status", reading.status],
    ["said", reading.top_label ? `${reading.top_label} ${Math.round(100 * best)} %` : reading.reason ?? ""],
  ];
  for (const [name, text] of parts) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    line.append(part);
  }
  element("readings").prepend(line);
  while (element("readings").children.length > MOST_SHOWN) {
    element("readings").lastChild.remove();
  }
}

async function start() {
  element("toggle").disabled = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({video: {width: 1280, height: 720}, audio: false});
    running = new Sender(element("token").value, Number(element("rate").value));
    element("toggle").textContent = "Stop";
  } catch (failure) {
    say(`No camera: ${failure.message} (expected: one, and leave to use it; off this machine only over https)`, true);
  } finally {
    element("toggle").disabled = false;
  }
}

function stop() {
  running?.stop();
  running = null;
  video.srcObject?.getTracks().forEach(track => track.stop());
  video.srcObject = null;
  element("toggle").textContent = "Start";
}

element("start").addEventListener("submit", event => {
  event.preventDefault();
  if (running) {
    stop();
    say("Stopped; the session is over.");
  } else {
    start();
  }
});
