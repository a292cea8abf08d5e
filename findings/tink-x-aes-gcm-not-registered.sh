#!/usr/bin/env bash
# Can every key that Tink's predefined parameters name be made after the documented registration?
#
# Version   com.google.crypto.tink:tink 1.15.0; a JDK of 17 or newer, Maven
# Expected  AeadConfig.register() registers all kinds of AEAD keys, so that KeysetHandle.generateNew() makes a key of any
#           of PredefinedAeadParameters
# Happens   it does not register X-AES-GCM: X_AES_GCM_8_BYTE_SALT_NO_PREFIX is there as a constant, and generating a key of it
#           fails at run time. XAesGcmKeyManager.register(true) beside it is needed.
# Seen      registered as documented: refused of 9: X_AES_GCM_8_BYTE_SALT_NO_PREFIX
#           and X-AES-GCM by hand: refused of 9: none
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
      <groupId>com.google.crypto.tink</groupId>
      <artifactId>tink</artifactId>
      <version>1.15.0</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null

cat > Keys.java <<'JAVA'
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AeadParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.aead.XAesGcmKeyManager;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

class Keys {
    public static void main(String[] arguments) throws Exception {
        AeadConfig.register();
        print("registered as documented");
        XAesGcmKeyManager.register(true);
        print("and X-AES-GCM by hand");
    }

    private static void print(String when) throws Exception {
        List<Field> all = Arrays.stream(PredefinedAeadParameters.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .sorted(Comparator.comparing(Field::getName))
                .toList();
        StringBuilder refused = new StringBuilder();
        for (Field field : all) {
            try {
                KeysetHandle.generateNew((AeadParameters) field.get(null));
            } catch (java.security.GeneralSecurityException e) {
                refused.append(' ').append(field.getName());
            }
        }
        System.out.println(when + ": refused of " + all.size() + ":" + (refused.isEmpty() ? " none" : refused));
    }
}
JAVA
seen=$(java -cp 'libraries/*' Keys.java)
printf '%s\n' "$seen"
expected='registered as documented: refused of 9: X_AES_GCM_8_BYTE_SALT_NO_PREFIX
and X-AES-GCM by hand: refused of 9: none'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
