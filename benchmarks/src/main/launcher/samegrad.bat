@echo off
rem Starts samegrad with the flags that the JVM needs; JAVA_OPTS adds to them, JAVA_HOME chooses the JVM,
rem SAMEGRAD_CLASSPATH names further jars, such as a backend of your own.
setlocal
set "java=java"
if not "%JAVA_HOME%"=="" set "java=%JAVA_HOME%\bin\java"
for %%I in ("%~dp0..") do set "home=%%~fI"
set "jars=%home%\lib\${project.build.finalName}.jar"
if not "%SAMEGRAD_CLASSPATH%"=="" set "jars=%jars%;%SAMEGRAD_CLASSPATH%"
"%java%" ${samegrad.jvm} ${samegrad.jvm.log} -XX:SharedArchiveFile="%home%\lib\samegrad.jsa" ${samegrad.jvm.archive} %JAVA_OPTS% -cp "%jars%" samegrad.cli.Main %*
exit /b %ERRORLEVEL%
