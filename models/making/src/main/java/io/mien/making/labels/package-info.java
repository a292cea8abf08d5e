/** Label sets with what each label looks like on a face: the texts that a model's text features are made of. */
@NullMarked
package io.mien.making.labels;

import org.jspecify.annotations.NullMarked;
