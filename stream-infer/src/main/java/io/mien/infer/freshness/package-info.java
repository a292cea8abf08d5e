/** Which cells of a live job are passed over when it gets behind, and which were passed over when a recording was made. */
@NullMarked
package io.mien.infer.freshness;

import org.jspecify.annotations.NullMarked;
