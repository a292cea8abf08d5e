/** Tests of the file of rules and webhooks. */
@NullMarked
package io.mien.cli.alerts;

import org.jspecify.annotations.NullMarked;
