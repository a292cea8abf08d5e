package io.mien.cli.stream;

import io.mien.schemas.registry.RegistryAddress;
import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the address of a schema registry. Its refusal does not repeat the address, as picocli's own does: it may hold a password. */
final class RegistryAddressConverter implements ITypeConverter<URI> {

    @Override
    public URI convert(String value) {
        try {
            return RegistryAddress.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
