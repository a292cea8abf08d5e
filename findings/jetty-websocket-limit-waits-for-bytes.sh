#!/usr/bin/env bash
# When does a WebSocket server of Jetty refuse a message that says itself that it is too long?
#
# Version   org.eclipse.jetty.websocket:jetty-websocket-jetty-server 12.1.12, and jetty-server; a JDK of 17 or newer, Maven
# Expected  a frame's head gives its length (RFC 6455, section 5.2), so a limit of 1000 bytes for binary messages closes the
#           connection with 1009 at the head of a whole message of a million
# Happens   the head alone is answered by nothing, with any setting. By default frames are split as they come (autoFragment),
#           and the limit counts what has arrived: it is byte 1001 that closes the connection. Without autoFragment the first
#           byte after the head does, by the limit for messages as by that for frames
# Seen      split, message limit: head nothing, 1 bytes nothing, 999 bytes nothing, 1000 bytes nothing, 1001 bytes 1009
#           whole, message limit: head nothing, 1 bytes 1009
#           whole, frame limit: head nothing, 1 bytes 1009
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.eclipse.jetty</groupId>
      <artifactId>jetty-server</artifactId>
      <version>12.1.12</version>
    </dependency>
    <dependency>
      <groupId>org.eclipse.jetty.websocket</groupId>
      <artifactId>jetty-websocket-jetty-server</artifactId>
      <version>12.1.12</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null

cat > Limit.java <<'JAVA'
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

public class Limit {
    public static class Endpoint extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            callback.succeed();
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("split, message limit: " + run(new int[] {0, 1, 998, 1, 1}, container -> {
            container.setMaxBinaryMessageSize(1000);
        }));
        System.out.println("whole, message limit: " + run(new int[] {0, 1, 998, 1, 1}, container -> {
            container.setAutoFragment(false);
            container.setMaxBinaryMessageSize(1000);
        }));
        System.out.println("whole, frame limit: " + run(new int[] {0, 1, 998, 1, 1}, container -> {
            container.setAutoFragment(false);
            container.setMaxFrameSize(1000);
        }));
    }

    private static String run(int[] steps, Consumer<ServerWebSocketContainer> settings) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            settings.accept(container);
            container.addMapping("/", (request, response, callback) -> new Endpoint());
        }));
        server.start();
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            out.write(("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            for (String head = ""; !head.endsWith("\r\n\r\n"); ) {
                head += (char) in.readUnsignedByte();
            }
            out.writeByte(0x82);
            out.writeByte(0xff);
            out.writeLong(1_000_000);
            out.writeInt(0);
            StringBuilder seen = new StringBuilder();
            int sent = 0;
            for (int step : steps) {
                out.write(new byte[step]);
                sent += step;
                seen.append(seen.length() == 0 ? "" : ", ").append(sent == 0 ? "head" : sent + " bytes");
                String answer = answer(socket, in);
                seen.append(' ').append(answer);
                if (!answer.equals("nothing")) {
                    break;
                }
            }
            return seen.toString();
        } finally {
            server.stop();
        }
    }

    private static String answer(Socket socket, DataInputStream in) throws Exception {
        socket.setSoTimeout(2000);
        try {
            in.readUnsignedByte();
        } catch (SocketTimeoutException e) {
            return "nothing";
        }
        in.readUnsignedByte();
        return Integer.toString(in.readUnsignedShort());
    }
}
JAVA
javac -cp 'libraries/*' Limit.java
java -cp 'libraries/*:.' Limit 2> log > seen
cat > wanted <<'WANTED'
split, message limit: head nothing, 1 bytes nothing, 999 bytes nothing, 1000 bytes nothing, 1001 bytes 1009
whole, message limit: head nothing, 1 bytes 1009
whole, frame limit: head nothing, 1 bytes 1009
WANTED
cat seen
cmp -s seen wanted || { tail -5 log >&2; exit 1; }
