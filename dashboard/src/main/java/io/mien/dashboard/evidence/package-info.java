/** What one reading was made from: its record as it lies in the topic, and the commands that audit it. */
@NullMarked
package io.mien.dashboard.evidence;

import org.jspecify.annotations.NullMarked;
