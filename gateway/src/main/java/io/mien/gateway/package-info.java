/**
 * Tiles in and readings out for those who cannot speak Kafka. {@link io.mien.gateway.Gateway} is the entrance. A client
 * comes over WebSocket ({@code StreamSocket}) or HTTP ({@code HttpApi}) to the stream that its token names ({@code
 * LiveStream}); all of them share one producer ({@code FrameProducer}) and one consumer ({@code ReadingsFollower}).
 * Nothing here decodes a picture or looks for a face.
 */
@NullMarked
package io.mien.gateway;

import org.jspecify.annotations.NullMarked;
