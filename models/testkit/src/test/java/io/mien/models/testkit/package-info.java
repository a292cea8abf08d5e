/** Tests. */
@NullMarked
package io.mien.models.testkit;

import org.jspecify.annotations.NullMarked;
