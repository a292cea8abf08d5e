/** From a network and its weights to a model package: the one writer that every builder, importer and training run uses. */
@NullMarked
package io.mien.making.export;

import org.jspecify.annotations.NullMarked;
