/** Where schemas live: a registry kept in Kafka itself, a client of any registry that speaks Confluent's API, and a small server of it. */
@NullMarked
package io.mien.schemas.registry;

import org.jspecify.annotations.NullMarked;
