package io.mien.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Iterator;
import java.util.stream.Stream;

/** What a browser's EventSource would make of a server's lines. */
record ServerEvent(String name, JsonNode data) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Waits for each. */
    static Iterator<ServerEvent> in(Stream<String> lines) {
        Iterator<String> each = lines.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public ServerEvent next() {
                String name = "";
                while (true) {
                    String line = each.next();
                    if (line.startsWith("event: ")) {
                        name = line.substring("event: ".length());
                    } else if (line.startsWith("data: ")) {
                        return new ServerEvent(name, json(line.substring("data: ".length())));
                    }
                }
            }
        };
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
