/** What every command shares: options of form, output, progress, and how a failure is told. */
@NullMarked
package io.mien.cli.terminal;

import org.jspecify.annotations.NullMarked;
