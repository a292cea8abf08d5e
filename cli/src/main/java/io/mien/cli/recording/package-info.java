/** Commands over recordings that need no Kafka. */
@NullMarked
package io.mien.cli.recording;

import org.jspecify.annotations.NullMarked;
