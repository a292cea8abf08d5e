/** What records say of a person, sealed with a key of their stream. */
@NullMarked
package io.mien.schemas.sealing;

import org.jspecify.annotations.NullMarked;
