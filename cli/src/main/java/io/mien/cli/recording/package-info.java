/** What an audit found, as text, JSON and a page. */
@NullMarked
package io.mien.cli.recording;

import org.jspecify.annotations.NullMarked;
