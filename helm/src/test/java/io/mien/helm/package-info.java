/** What the chart makes, beside what Kubernetes and the operators take. */
@NullMarked
package io.mien.helm;

import org.jspecify.annotations.NullMarked;
