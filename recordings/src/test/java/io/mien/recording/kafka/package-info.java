@NullMarked
package io.mien.recording.kafka;

import org.jspecify.annotations.NullMarked;
