/**
 * The networks, written with TensorFlow's operations so that the code can be read beside the papers' figures: CLIP's image
 * encoder, DFER-CLIP's temporal Transformer and its classifier.
 *
 * <p>Weights keep PyTorch's names and layout, and come through {@link io.mien.making.network.WeightSource}.
 */
@NullMarked
package io.mien.making.network;

import org.jspecify.annotations.NullMarked;
