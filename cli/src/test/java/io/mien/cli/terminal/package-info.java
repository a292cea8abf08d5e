@NullMarked
package io.mien.cli.terminal;

import org.jspecify.annotations.NullMarked;
