/** The inference job: face frames become readings of apparent expression (Flink). */
@NullMarked
package io.mien.infer;

import org.jspecify.annotations.NullMarked;
