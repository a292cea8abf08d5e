// Prints the readings of a stream as they come.
//   node readings.js --bootstrap-servers HOST:PORT --schema-registry URL [--stream bob] [--for SECONDS]
import {setTimeout as sleep} from "node:timers/promises";
import {parseArgs} from "node:util";
import {Kafka, logLevel} from "kafkajs";
import {Wire} from "./wire.js";

const {values: options} = parseArgs({
  options: {
    "bootstrap-servers": {type: "string", default: "localhost:9092"},
    "schema-registry": {type: "string", default: "http://localhost:8085"},
    stream: {type: "string"},
    for: {type: "string"},
    group: {type: "string", default: "example-readings-js"},
  },
});

const wire = new Wire(options["schema-registry"]);
const kafka = new Kafka({brokers: options["bootstrap-servers"].split(","), logLevel: logLevel.ERROR});
// readUncommitted false: readings of a job that delivers exactly once are seen when they are final.
const consumer = kafka.consumer({groupId: options.group, readUncommitted: false});
// A job that delivers at least once may repeat a reading after a failure, with the same id.
const seen = new Set();

await consumer.connect();
await consumer.subscribe({topic: "expressions", fromBeginning: true});
await consumer.run({
  eachMessage: async ({message}) => {
    const reading = await wire.decode(message.value);
    if ((options.stream && reading.stream_id !== options.stream) || seen.has(reading.reading_id)) {
      return;
    }
    seen.add(reading.reading_id);
    const said = reading.probabilities.length
      ? `${reading.top_label} ${Math.round(100 * Math.max(...reading.probabilities))}%`
      : reading.reason;
    const end = new Date(reading.window_end / 1000).toISOString().slice(11, 19);
    console.log(`${end} ${reading.stream_id}/${reading.subject_id} ${reading.status} ${said}`);
  },
});
const interrupted = new Promise(done => process.once("SIGINT", done));
await (options.for ? Promise.race([sleep(1000 * Number(options.for)), interrupted]) : interrupted);
await consumer.disconnect();
console.log(`${seen.size} readings`);
process.exit(0);
