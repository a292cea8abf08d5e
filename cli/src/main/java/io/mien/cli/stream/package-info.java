/** The commands that run a part of the system against a Kafka. */
@NullMarked
package io.mien.cli.stream;

import org.jspecify.annotations.NullMarked;
