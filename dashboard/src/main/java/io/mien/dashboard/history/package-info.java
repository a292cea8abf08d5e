/** The readings of the last hours in little memory, by stream and subject, each with its place in the topic. */
@NullMarked
package io.mien.dashboard.history;

import org.jspecify.annotations.NullMarked;
