/** Model packages on disk: the manifest, its digests, and the check that a folder is what its manifest claims. */
@NullMarked
package io.mien.models.packages;

import org.jspecify.annotations.NullMarked;
