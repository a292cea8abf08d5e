package io.mien.schemas.registry;

import java.io.Serializable;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client of a registry trusts, and the certificate it shows. Stores are what Kafka's clients take: JKS, PKCS12 and
 * PEM, from files or written into the settings.
 *
 * @param settings by Kafka's names; empty for what Java trusts
 * @param javaToo whether authorities that Java trusts are trusted beside those of the settings
 */
public record RegistryTls(Map<String, String> settings, boolean javaToo) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String PEM = "PEM";
    private static final ConfigDef KNOWN = new ConfigDef();

    static {
        SslConfigs.addClientSslSupport(KNOWN);
    }

    /** What Java trusts, and no certificate of one's own. */
    public static final RegistryTls JAVA = new RegistryTls(Map.of(), true);

    public RegistryTls {
        // A HashMap, because Flink's and Java's serialisation both read it.
        settings = new HashMap<>(settings);
    }

    /** The names that there are. */
    static Set<String> names() {
        return KNOWN.names();
    }

    /**
     * Opens the stores.
     *
     * @throws IllegalArgumentException if one cannot be opened, or a setting is wrong
     */
    SSLContext context() {
        try (DefaultSslEngineFactory stores = new DefaultSslEngineFactory()) {
            if (settings.isEmpty()) {
                return SSLContext.getDefault();
            }
            Map<String, Object> values = KNOWN.parse(settings);
            stores.configure(values);
            KeyStore trusted = stores.truststore();
            TrustManager[] trust = trusted == null ? null : trust(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(stores.keystore(), values), trust, null);
            return context;
        } catch (ConfigException e) {
            // Not its message where the value may be a key or a password.
            throw refusal("a setting is wrong", e);
        } catch (KafkaException e) {
            throw refusal(String.valueOf(e.getMessage()), e);
        } catch (GeneralSecurityException e) {
            throw refusal(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private IllegalArgumentException refusal(String what, Exception cause) {
        return new IllegalArgumentException(
                "TLS of the schema registry: " + what
                        + " (expected: stores, types and passwords that belong together in "
                        + new TreeSet<>(settings.keySet()) + ")",
                cause);
    }

    private static KeyManager @Nullable [] keys(@Nullable KeyStore store, Map<String, Object> values)
            throws GeneralSecurityException {
        if (store == null) {
            return null;
        }
        // The password of a PEM file is that of its key; the other stores have one of their own too.
        Optional<char[]> password = password(values, SslConfigs.SSL_KEY_PASSWORD_CONFIG)
                .or(() -> PEM.equalsIgnoreCase(String.valueOf(values.get(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG)))
                        ? Optional.empty()
                        : password(values, SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password.orElse(null));
        return factory.getKeyManagers();
    }

    private static Optional<char[]> password(Map<String, Object> values, String name) {
        return values.get(name) instanceof Password password
                ? Optional.of(password.value().toCharArray())
                : Optional.empty();
    }

    private TrustManager[] trust(KeyStore store) throws GeneralSecurityException {
        if (javaToo) {
            for (TrustManager manager : trustOf(null)) {
                if (manager instanceof X509TrustManager known) {
                    for (X509Certificate authority : known.getAcceptedIssuers()) {
                        store.setCertificateEntry("java-" + store.size(), authority);
                    }
                }
            }
        }
        return trustOf(store);
    }

    private static TrustManager[] trustOf(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Without the values, which may hold passwords and keys. */
    @Override
    public String toString() {
        return "RegistryTls" + new TreeSet<>(settings.keySet());
    }
}
