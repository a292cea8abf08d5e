/** What was set aside: finding it, reading it, and putting it back. */
@NullMarked
package io.mien.cli.deadletters;

import org.jspecify.annotations.NullMarked;
