package dev.skein.cli;

import java.nio.file.Path;
import java.util.Map;

/// What came out of a Java file.
///
/// @param mainClass the name of the class the file is about
/// @param classes class files by class name, those of the sources beside it included
/// @param root the directory its packages begin in
/// @param isProgram whether the class may have a main method that its author wrote
record CompiledSource(
        String mainClass, Map<String, byte[]> classes, Path root, boolean isProgram) {}
