// Without an address here, Swagger UI would let a host of its makers check the document.
SwaggerUIBundle({ url: 'openapi.json', dom_id: '#document', validatorUrl: null, docExpansion: 'list', defaultModelsExpandDepth: 0 });
