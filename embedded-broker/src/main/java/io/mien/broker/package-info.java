/** A Kafka broker in this JVM, for the demonstration and for tests. */
@NullMarked
package io.mien.broker;

import org.jspecify.annotations.NullMarked;
