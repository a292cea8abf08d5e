// Sends a participant's video tile to Mien's gateway, as a bot in a call would, and prints the readings as they come.
//   MIEN_TOKEN=... node gateway.js --gateway ws://localhost:8090 --tiles FOLDER [--rate 10] [--for SECONDS]
import {readdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {parseArgs} from "node:util";
import WebSocket from "ws";

// The gateway says with these that trying again does not help.
const FINAL = [1008, 4401, 4409];
const MOST_UNCONFIRMED = 64;

const {values: options} = parseArgs({
  options: {
    gateway: {type: "string", default: "ws://localhost:8090"},
    tiles: {type: "string"},
    rate: {type: "string", default: "10"},
    for: {type: "string", default: "5"},
  },
});
const token = process.env.MIEN_TOKEN;
if (!token || !options.tiles) {
  throw new Error("MIEN_TOKEN and --tiles: missing (expected: the token of the stream, and a folder of JPEGs)");
}

// What outlives a connection: tiles that are due, and those of which the gateway has not said that Kafka has them.
let due = [];
let unconfirmed = [];
let filmed = false;
let ended = false;
let pauseUntil = 0;
const counts = {sent: 0, leftOut: 0, readings: 0};

async function film() {
  const names = (await readdir(options.tiles)).filter(name => name.endsWith(".jpg")).sort();
  const start = Date.now();
  for (const [number, name] of names.entries()) {
    const capturedAt = Math.round(start + (1000 * number) / Number(options.rate));
    const jpeg = await readFile(join(options.tiles, name));
    await sleep(Math.max(0, capturedAt - Date.now()));
    due.push({capturedAt, jpeg});
  }
  filmed = true;
}

function hear(message, socket) {
  switch (message.type) {
    case "welcome": {
      // What was on its way when a connection broke goes first, so that there is no gap and no second subject.
      const last = message.last_captured_at ? Date.parse(message.last_captured_at) : 0;
      due = [...unconfirmed.filter(tile => tile.capturedAt > last), ...due];
      unconfirmed = [];
      console.log(`connected as ${message.stream_id}`);
      break;
    }
    case "accepted":
      unconfirmed = unconfirmed.filter(tile => tile.capturedAt > Date.parse(message.captured_at));
      break;
    case "wait":
    case "refused":
      // A camera's next picture is worth more than this one.
      counts.leftOut++;
      unconfirmed = unconfirmed.filter(tile => tile.capturedAt !== Date.parse(message.captured_at));
      pauseUntil = Date.now() + 1000 * (message.seconds ?? 0);
      console.log(`${message.type}: ${message.message}`);
      break;
    case "session_ended":
      ended = true;
      // The readings of the last windows are still to come.
      setTimeout(() => socket.close(1000), 1000 * Number(options.for));
      break;
    case "reading": {
      counts.readings++;
      const said = message.probabilities.length
        ? `${message.top_label} ${Math.round(100 * Math.max(...message.probabilities))}%`
        : message.reason;
      const end = message.window_end.slice(11, 19);
      console.log(`${end} ${message.stream_id}/${message.subject_id} ${message.status} ${said}`);
      break;
    }
  }
}

function send(socket) {
  while (due.length > 0 && Date.now() >= pauseUntil) {
    const tile = due.shift();
    unconfirmed = [...unconfirmed, tile].slice(-MOST_UNCONFIRMED);
    // What is said of a tile goes before it.
    socket.send(JSON.stringify({type: "tile", captured_at: new Date(tile.capturedAt).toISOString()}));
    socket.send(tile.jpeg);
    counts.sent++;
  }
}

/** One connection; resolves with its close code when it is over. */
function takePart() {
  return new Promise(resolve => {
    const socket = new WebSocket(`${options.gateway.replace(/\/$/, "")}/v1/stream`, "mien.v1", {
      headers: {Authorization: `Bearer ${token}`},
    });
    let asked = false;
    let welcomed = false;
    const ticking = setInterval(() => {
      // The welcome says where to go on: a tile that is sent before it may be newer than one that is to be sent again.
      if (socket.readyState !== WebSocket.OPEN || !welcomed) {
        return;
      }
      send(socket);
      if (filmed && due.length === 0 && unconfirmed.length === 0 && !asked) {
        asked = true;
        socket.send(JSON.stringify({type: "end"}));
      }
    }, 10);
    socket.on("message", data => {
      const message = JSON.parse(data);
      hear(message, socket);
      welcomed ||= message.type === "welcome";
    });
    // A close comes after it.
    socket.on("error", failure => console.log(failure.message));
    socket.on("close", (code, reason) => {
      clearInterval(ticking);
      resolve({code, reason: reason.toString()});
    });
  });
}

const filming = film();
for (let pause = 500; !ended; pause = Math.min(5000, 2 * pause)) {
  const {code, reason} = await takePart();
  if (FINAL.includes(code)) {
    throw new Error(`gateway: ${reason}`);
  }
  if (!ended) {
    console.log("connection lost, trying again");
    await sleep(pause);
  }
}
await filming;
console.log(`${counts.sent} tiles sent, ${counts.leftOut} left out, ${counts.readings} readings`);
