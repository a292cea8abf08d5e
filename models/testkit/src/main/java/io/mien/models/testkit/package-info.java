/** What every {@link io.mien.models.ModelRunner} must pass, and one that costs next to nothing, for tests and benchmarks of everything around a model. */
@NullMarked
package io.mien.models.testkit;

import org.jspecify.annotations.NullMarked;
