/** One job a consumer group: who holds it, and how a second job is kept out. */
@NullMarked
package io.mien.infer.group;

import org.jspecify.annotations.NullMarked;
