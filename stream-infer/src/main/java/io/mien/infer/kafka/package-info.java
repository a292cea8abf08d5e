/** How records come from Kafka and go there. */
@NullMarked
package io.mien.infer.kafka;

import org.jspecify.annotations.NullMarked;
