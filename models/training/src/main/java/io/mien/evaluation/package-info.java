/** How right a model is: the published figures over a list of labelled clips. */
@NullMarked
package io.mien.evaluation;

import org.jspecify.annotations.NullMarked;
