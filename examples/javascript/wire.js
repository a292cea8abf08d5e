// The wire format of Mien's records: magic byte 0, four bytes of schema id, Avro.
import avro from "avsc";

export class Wire {
  #registry;
  #types = new Map();

  constructor(registry) {
    this.#registry = registry.replace(/\/$/, "");
  }

  async #get(path) {
    const response = await fetch(this.#registry + path);
    if (!response.ok) {
      throw new Error(`schema registry ${this.#registry}${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  /** A function that makes bytes of records of a topic, with the schema that is registered for it. */
  async encoder(topic) {
    const {id, schema} = await this.#get(`/subjects/${topic}-value/versions/latest`);
    const type = avro.Type.forSchema(JSON.parse(schema));
    const head = Buffer.alloc(5);
    head.writeInt32BE(id, 1);
    return record => Buffer.concat([head, type.toBuffer(record)]);
  }

  /** A record of bytes, with the schema that they name. Times are microseconds since 1970. */
  async decode(bytes) {
    if (bytes === null || bytes.length < 5 || bytes[0] !== 0) {
      throw new Error("not in the wire format");
    }
    const id = bytes.readInt32BE(1);
    if (!this.#types.has(id)) {
      const {schema} = await this.#get(`/schemas/ids/${id}`);
      this.#types.set(id, avro.Type.forSchema(JSON.parse(schema)));
    }
    return this.#types.get(id).fromBuffer(bytes.subarray(5));
  }
}
