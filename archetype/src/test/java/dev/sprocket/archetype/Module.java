// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A module of this build. All of them have one version.
 *
 * @param pom its POM
 * @param artifactId its name
 * @param version the version
 */
record Module(Path pom, String artifactId, String version) {

	static Module of(Path pom) throws IOException {
		try {
			Element project = DocumentBuilderFactory.newInstance()
				.newDocumentBuilder()
				.parse(pom.toFile())
				.getDocumentElement();
			return new Module(pom, artifactId(project), System.getProperty("sprocket.archetype.version"));
		}
		catch (SAXException | ParserConfigurationException ex) {
			throw new IllegalStateException(pom + " is no POM", ex);
		}
	}

	private static String artifactId(Element project) {
		for (Node child = project.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child.getNodeName().equals("artifactId")) {
				return child.getTextContent();
			}
		}
		throw new IllegalStateException("A POM without artifactId");
	}

	String fileName(String suffix) {
		return this.artifactId + "-" + this.version + suffix;
	}

}
