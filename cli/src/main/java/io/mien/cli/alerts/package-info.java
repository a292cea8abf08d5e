/** What is looked after and who is told of it, from a file: for all commands that serve the page. */
@NullMarked
package io.mien.cli.alerts;

import org.jspecify.annotations.NullMarked;
