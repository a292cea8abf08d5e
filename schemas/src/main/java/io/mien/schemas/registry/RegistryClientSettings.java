package io.mien.schemas.registry;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a client meets a schema registry behind a URL. Read of a properties file that may be one for Kafka's clients too, by
 * the names that Confluent's clients use, with or without {@code schema.registry.} before them.
 *
 * @param credentials what it shows to be let in
 * @param tls whom it trusts, and the certificate that it shows
 * @param registers whether it registers schemas that are not there; if not, it only looks them up
 * @param idPlace where the records that it writes carry their schema's id
 */
public record RegistryClientSettings(
        RegistryCredentials credentials, RegistryTls tls, boolean registers, SchemaIdPlace idPlace)
        implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "schema.registry.";
    private static final String URL = "url";
    private static final String BASIC_SOURCE = "basic.auth.credentials.source";
    private static final String BASIC = "basic.auth.user.info";
    private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    private static final String BEARER = "bearer.auth.token";
    private static final String REGISTERS = "auto.register.schemas";
    private static final Set<String> NAMES = Set.of(BASIC_SOURCE, BASIC, BEARER_SOURCE, BEARER, REGISTERS);

    /** Everybody is let in; schemas are registered; ids stand before the values. */
    public static final RegistryClientSettings DEFAULT =
            new RegistryClientSettings(RegistryCredentials.NONE, RegistryTls.JAVA, true, SchemaIdPlace.PREFIX);

    /**
     * Reads them of properties; those of other things are passed over.
     *
     * @throws IllegalArgumentException if a key that begins with {@code schema.registry.} is unknown, or a value is wrong;
     *     the message never holds a value that may be secret
     */
    public static RegistryClientSettings of(Map<String, String> properties) {
        Map<String, String> own = new LinkedHashMap<>();
        Map<String, String> tls = new TreeMap<>();
        Map<String, String> ofKafka = new TreeMap<>();
        properties.forEach((key, value) -> {
            String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
            if (NAMES.contains(name)) {
                own.put(name, properties.getOrDefault(PREFIX + name, value));
            } else if (RegistryTls.names().contains(name)) {
                (key.equals(name) ? ofKafka : tls).put(name, value);
            } else if (!key.equals(name) && !name.equals(URL)) {
                throw unknown(key);
            }
        });
        // Own ones replace Kafka's as a whole: a store of the one and a password of the other would make no sense.
        // Beside
        // a store that was made for Kafka alone, the authorities of a hosted registry still have to be trusted.
        return new RegistryClientSettings(
                credentials(own),
                tls.isEmpty() ? new RegistryTls(ofKafka, true) : new RegistryTls(tls, false),
                registers(own.get(REGISTERS)),
                SchemaIdPlace.PREFIX);
    }

    private static IllegalArgumentException unknown(String key) {
        Set<String> known = new TreeSet<>();
        NAMES.forEach(name -> known.add(PREFIX + name));
        known.add(PREFIX + URL);
        return new IllegalArgumentException(
                key + ": unknown (expected: one of " + String.join(", ", known) + ", or " + PREFIX + "ssl.…)");
    }

    /** Whether a property is for a schema registry alone; Kafka's clients need not see it. */
    public static boolean isOfRegistry(String key) {
        return key.startsWith(PREFIX) || NAMES.contains(key);
    }

    /** The registry's address in such properties. */
    public static Optional<String> url(Map<String, String> properties) {
        return Optional.ofNullable(properties.get(PREFIX + URL)).filter(url -> !url.isBlank());
    }

    private static RegistryCredentials credentials(Map<String, String> own) {
        requireSource(own, BASIC_SOURCE, "USER_INFO", "URL");
        requireSource(own, BEARER_SOURCE, "STATIC_TOKEN");
        String userInfo = own.get(BASIC);
        String token = own.get(BEARER);
        if (userInfo != null && token != null) {
            throw new IllegalArgumentException(
                    BASIC + " and " + BEARER + ": both are given (expected: one of them; a request carries one)");
        }
        if (userInfo != null) {
            return RegistryCredentials.basic(userInfo);
        }
        return token == null ? RegistryCredentials.NONE : RegistryCredentials.bearer(token);
    }

    private static void requireSource(Map<String, String> own, String name, String... known) {
        String source = own.get(name);
        if (source != null && !Set.of(known).contains(source)) {
            throw new IllegalArgumentException(
                    name + ": " + source + " (expected: " + String.join(" or ", known) + "; Mien knows no other)");
        }
    }

    private static boolean registers(@Nullable String value) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(REGISTERS + ": " + value + " (expected: true or false)");
        }
        return !"false".equals(value);
    }

    /** The same with other credentials. */
    public RegistryClientSettings withCredentials(RegistryCredentials newCredentials) {
        return new RegistryClientSettings(newCredentials, tls, registers, idPlace);
    }

    /** The same with the ids of written records elsewhere. */
    public RegistryClientSettings withIdPlace(SchemaIdPlace newPlace) {
        return new RegistryClientSettings(credentials, tls, registers, newPlace);
    }
}
