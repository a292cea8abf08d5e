// Sends a participant's video tile to Mien: the JPEGs of a folder, one a camera frame.
//   node tiles.js --bootstrap-servers HOST:PORT --schema-registry URL --stream bob --tiles FOLDER [--rate 10]
import {randomUUID} from "node:crypto";
import {readdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {parseArgs} from "node:util";
import {Kafka, logLevel, Partitioners} from "kafkajs";
import {Wire} from "./wire.js";

const TOPIC = "camera-frames";

const {values: options} = parseArgs({
  options: {
    "bootstrap-servers": {type: "string", default: "localhost:9092"},
    "schema-registry": {type: "string", default: "http://localhost:8085"},
    stream: {type: "string"},
    tiles: {type: "string"},
    rate: {type: "string", default: "10"},
  },
});
if (!options.stream || !options.tiles) {
  throw new Error("--stream and --tiles: missing (expected: an id for the tile, and a folder of JPEGs)");
}

/** Width and height of a JPEG, from its frame header. */
function size(jpeg) {
  for (let at = 2; at + 9 < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return {height: jpeg.readUInt16BE(at + 5), width: jpeg.readUInt16BE(at + 7)};
    }
  }
  throw new Error("no JPEG");
}

const encode = await new Wire(options["schema-registry"]).encoder(TOPIC);
const kafka = new Kafka({brokers: options["bootstrap-servers"].split(","), logLevel: logLevel.ERROR});
// Places keys as Java's clients do, so that all who write a stream write to the same partition.
const producer = kafka.producer({createPartitioner: Partitioners.DefaultPartitioner});
await producer.connect();
// The key is the stream's id: one stream's pictures stay in their order.
const send = record => producer.send({topic: TOPIC, messages: [{key: record.stream_id, value: encode(record)}]});

const source = {uri: "example:tiles.js", session: randomUUID()};
const start = Date.now();
let frame = null;
let sequence = 0;
for (const name of (await readdir(options.tiles)).filter(each => each.endsWith(".jpg")).sort()) {
  const image = await readFile(join(options.tiles, name));
  const due = start + (1000 * sequence) / Number(options.rate);
  await sleep(Math.max(0, due - Date.now()));
  frame = {
    stream_id: options.stream,
    sequence: sequence++,
    captured_at: Math.round(1000 * due), // microseconds
    ...size(image),
    encoding: "JPEG",
    image,
    source,
  };
  await send(frame);
}
if (frame === null) {
  throw new Error(`${options.tiles}: no JPEGs`);
}
// Without this the last subject ends a second late, and a minute late if nothing else comes.
await send({...frame, sequence, image: Buffer.alloc(0), stream_ended: true});
await producer.disconnect();
console.log(`${sequence} pictures sent as ${options.stream}`);
