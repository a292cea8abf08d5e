package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** What a client says and reads byte by byte, where the JDK's would hide it. */
final class PlainSocket {
    private PlainSocket() {}

    /** Makes a connection a WebSocket, and returns the headers of the answer; nothing beyond them is read. */
    static List<String> upgrade(Socket socket, String header) throws IOException {
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("""
                GET /v1/stream HTTP/1.1
                Host: localhost
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                %s

                """.formatted(header).replace("\n", "\r\n").getBytes(UTF_8));
        String answer = head(socket);
        assertThat(answer).startsWith("HTTP/1.1 101 ");
        return answer.lines().skip(1).toList();
    }

    /** An answer up to its empty line. */
    static String head(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as(head.toString()).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    /** A whole binary message, by RFC 6455, 5.2, masked by zeros. */
    static void sendBinary(Socket socket, byte[] message) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeByte(0x82);
        out.writeByte(0xfe);
        out.writeShort(message.length);
        out.writeInt(0);
        out.write(message);
    }

    static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte();
        return in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
    }
}
